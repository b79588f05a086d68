// Requests of the operator's view.
import { call, send } from "./client.js";

export const showPool = () => call("admin/pool");
export const listTenants = async () => (await call("admin/tenants")).data;
export const listFailures = () => call("admin/failures");
export const drainSlot = (slot) => send("POST", `admin/slots/${encodeURIComponent(slot)}/drain`);
export const takeBackSlot = (slot) => send("DELETE", `admin/slots/${encodeURIComponent(slot)}/drain`);
