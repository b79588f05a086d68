using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>A tenant's charges and limits.</summary>
internal sealed class TenantAccount
{
    public TenantTerms Terms { get; set; } = new();

    /// <summary>GPU-seconds charged by weight, on a scale that all tenants share.</summary>
    public double VirtualTime { get; set; }

    /// <summary>How much of that is for what its attempts are about to use.</summary>
    public double ChargedAhead { get; set; }

    /// <summary>GPU-seconds reported since the pool was activated; it only grows.</summary>
    public double Used { get; set; }

    /// <summary>Slots that it holds.</summary>
    public int Slots { get; set; }

    /// <summary>Whether it has competed with others since it last had no work.</summary>
    public bool HasPlace { get; set; }

    public double Weight => Math.Max(Terms.Weight, 1e-6);

    public bool MayHoldMore => !(Slots >= Terms.ConcurrentSlots);
}

/// <summary>GPU-seconds that an attempt is charged: what it has used, and a little in advance, so that slots which ask
/// at the same moment take each other into account. With an advance of h seconds, a new tenant reaches its share with a
/// time constant of h and without overshoot.</summary>
/// <param name="account">The account that is charged.</param>
/// <param name="estimate">The estimate of its whole use.</param>
/// <param name="ahead">Seconds charged ahead at most.</param>
/// <param name="before">What it used before this pool was activated; that is not charged again.</param>
internal sealed class Charge(TenantAccount account, double estimate, double ahead, double before)
{
    private readonly double _before = before;
    private double _charged;
    private double _ahead;
    private double _used = before;

    public TenantAccount Account { get; } = account;

    /// <summary>Charges what was used so far and will be used next.</summary>
    public void Advance(double used)
    {
        AddUsed(used);
        Set(_used - _before, Math.Clamp(estimate - _used, 0, ahead));
    }

    /// <summary>Charges what was used in the end.</summary>
    public void Settle(double used)
    {
        AddUsed(used);
        Set(_used - _before, 0);
    }

    private void AddUsed(double used)
    {
        if (used <= _used)
            return;
        Account.Used += used - _used;
        _used = used;
    }

    private void Set(double seconds, double aheadNow)
    {
        Account.VirtualTime += (seconds + aheadNow - _charged - _ahead) / Account.Weight;
        Account.ChargedAhead += (aheadNow - _ahead) / Account.Weight;
        (_charged, _ahead) = (seconds, aheadNow);
    }
}

/// <summary>
/// Weighted fair sharing of GPU-seconds: each tenant's virtual time grows by what it is charged over its weight, and
/// the tenant with the least is next.
/// </summary>
/// <param name="ahead">Seconds that an attempt is charged ahead at most.</param>
/// <param name="mostCredit">Farthest that an account may lie behind the others', in GPU-seconds at weight 1.</param>
internal sealed class FairShares(double ahead, double mostCredit)
{
    private readonly Dictionary<string, TenantAccount> _accounts = [];

    public IReadOnlyDictionary<string, TenantAccount> Accounts => _accounts;

    public TenantAccount Of(string tenant)
    {
        if (!_accounts.TryGetValue(tenant, out var account))
            _accounts[tenant] = account = new TenantAccount();
        return account;
    }

    /// <summary>Places tenants that return: they start at the least virtual time of the others, so that neither idling
    /// nor past use is an advantage. A tenant far behind, whose work could use few slots, keeps a bounded
    /// credit.</summary>
    public void Place(IReadOnlyList<TenantAccount> contenders)
    {
        if (contenders.Count < 2)
            return;
        var placed = contenders.Where(c => c.HasPlace).Select(c => c.VirtualTime - c.ChargedAhead).Order().ToArray();
        var floor =
            placed.Length > 0
                ? placed[placed.Length / 2] - mostCredit
                : contenders.Max(c => c.VirtualTime - c.ChargedAhead);
        var place = placed.Length > 0 ? Math.Max(placed[0], floor) : floor;
        foreach (var account in contenders)
        {
            account.VirtualTime = Math.Max(
                account.VirtualTime,
                account.ChargedAhead + (account.HasPlace ? floor : place)
            );
            account.HasPlace = true;
        }
    }

    /// <summary>Gives a tenant a slot, and charges the advance.</summary>
    public Charge Lend(string tenant, double estimate, double before = 0)
    {
        var charge = new Charge(Of(tenant), estimate, ahead, before);
        charge.Account.Slots++;
        charge.Advance(before);
        return charge;
    }

    /// <summary>Takes the slot back, and charges what was used of it.</summary>
    public static void TakeBack(Charge charge, double used)
    {
        charge.Account.Slots--;
        charge.Settle(used);
    }
}
