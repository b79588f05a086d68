using OmniAvatar.Grains.Tenants;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>What a tenant has been charged, and what it may have.</summary>
internal sealed class TenantAccount
{
    public TenantTerms Terms { get; set; } = new();

    /// <summary>GPU-seconds charged by weight, on a scale that all tenants share.</summary>
    public double VirtualTime { get; set; }

    /// <summary>GPU-seconds heard of since the pool was activated; it only grows.</summary>
    public double Used { get; set; }

    /// <summary>Slots that it holds.</summary>
    public int Slots { get; set; }

    /// <summary>Whether it has stood among others since it last had no work.</summary>
    public bool HasPlace { get; set; }

    public double Weight => Math.Max(Terms.Weight, 1e-6);

    public bool MayHoldMore => !(Slots >= Terms.ConcurrentSlots);
}

/// <summary>GPU-seconds that an attempt was charged: the estimate at first, what it really used in the end.</summary>
/// <param name="account">Who pays.</param>
/// <param name="before">What it had used before it was charged: a pool that was activated anew does not charge that again.</param>
internal sealed class Charge(TenantAccount account, double before)
{
    private readonly double _before = before;
    private double _seconds;
    private double _used = before;

    public TenantAccount Account { get; } = account;

    /// <summary>Charges an estimate.</summary>
    public void Estimate(double seconds) => Set(seconds);

    /// <summary>Raises the charge when more was used than was thought.</summary>
    public void Raise(double used) => Set(Math.Max(_seconds, Hear(used)));

    /// <summary>Charges what was used in the end.</summary>
    public void Settle(double used) => Set(Hear(used));

    private double Hear(double used)
    {
        Account.Used += Math.Max(0, used - _used);
        _used = Math.Max(_used, used);
        return _used - _before;
    }

    private void Set(double seconds)
    {
        Account.VirtualTime += (seconds - _seconds) / Account.Weight;
        _seconds = seconds;
    }
}

/// <summary>
/// Weighted fair sharing of GPU-seconds (start-time fair queueing): each tenant's virtual time grows by what it is charged over its weight,
/// and the tenant with the least is next. The estimate is charged when work is lent, so that slots that ask at the same moment see it;
/// heartbeats raise it and the end settles it.
/// </summary>
/// <param name="mostCredit">Farthest that an account may lie behind the others', in GPU-seconds at weight 1.</param>
internal sealed class FairShares(double mostCredit)
{
    private readonly Dictionary<string, TenantAccount> _accounts = [];

    public IReadOnlyDictionary<string, TenantAccount> Accounts => _accounts;

    public TenantAccount Of(string tenant)
    {
        if (!_accounts.TryGetValue(tenant, out var account)) _accounts[tenant] = account = new TenantAccount();
        return account;
    }

    /// <summary>
    /// Gives those who come back to a slot for which others wait their place: the least virtual time of the others, so that neither idling
    /// nor a history is an advantage. One far behind (its work could use few slots) keeps a bounded credit.
    /// </summary>
    public void Place(IReadOnlyList<TenantAccount> contenders)
    {
        if (contenders.Count < 2) return;
        var placed = contenders.Where(c => c.HasPlace).Select(c => c.VirtualTime).Order().ToArray();
        var floor = placed.Length > 0 ? placed[placed.Length / 2] - mostCredit : contenders.Max(c => c.VirtualTime);
        var place = placed.Length > 0 ? Math.Max(placed[0], floor) : floor;
        foreach (var account in contenders)
        {
            account.VirtualTime = Math.Max(account.VirtualTime, account.HasPlace ? floor : place);
            account.HasPlace = true;
        }
    }

    /// <summary>Lends a tenant a slot, and charges what that is thought to take.</summary>
    public Charge Lend(string tenant, double estimate, double before = 0)
    {
        var charge = new Charge(Of(tenant), before);
        charge.Account.Slots++;
        charge.Estimate(estimate);
        return charge;
    }

    /// <summary>Takes the slot back, and charges what was used of it.</summary>
    public static void TakeBack(Charge charge, double used)
    {
        charge.Account.Slots--;
        charge.Settle(used);
    }
}
