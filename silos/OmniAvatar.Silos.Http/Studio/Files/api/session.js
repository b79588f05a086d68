// The browser's session: a cookie that scripts cannot read.
import { call, send } from "./client.js";

export const findSession = () => call("session");
export const openSession = (key) => send("POST", "session", { key });
export const closeSession = () => send("DELETE", "session");
