// Texts for who has the operator's key and no tenant's.
export const operator = {
  title: "The operator's key",
  none: "This key sees no videos. Leave, and open the studio with a tenant's key.",
};
