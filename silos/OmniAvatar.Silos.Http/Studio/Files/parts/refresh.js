// Asks the service again and again while the page is seen.
import { useEffect, useState } from "../vendor/preact.js";

const refreshMs = 2500;

// useRefresh(ask): the last failure, or null, and what asks at once.
export function useRefresh(ask) {
  const [failure, setFailure] = useState(null);
  const refresh = async () => {
    if (document.hidden) return;
    try {
      await ask();
      setFailure(null);
    } catch (e) {
      setFailure(e);
    }
  };
  useEffect(() => {
    refresh();
    const timer = setInterval(refresh, refreshMs);
    return () => clearInterval(timer);
  }, []);
  return [failure, refresh];
}
