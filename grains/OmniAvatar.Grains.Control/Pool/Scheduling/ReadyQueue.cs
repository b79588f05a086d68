using OmniAvatar.Grains.Pool;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Pool.Scheduling;

/// <summary>Work that waits for a slot, first come first served, but for each slot the work it is warm for first.</summary>
internal sealed class ReadyQueue(TimeSpan preference)
{
    private readonly LinkedList<Ready> _line = [];

    public int Count => _line.Count;

    public bool Contains(WorkId work) => _line.Any(r => r.Offer.Work == work);

    /// <summary>Adds work at the end.</summary>
    /// <param name="offer">What can begin.</param>
    /// <param name="now">The pool's time.</param>
    /// <param name="notBefore">Nobody gets it earlier: its last attempt may still be running.</param>
    public void Add(WorkOffer offer, TimeSpan now, TimeSpan notBefore) => _line.AddLast(new Ready(offer, now, notBefore));

    /// <summary>Puts work back where it is taken next.</summary>
    public void PutBack(WorkOffer offer) => _line.AddFirst(new Ready(offer, TimeSpan.Zero, TimeSpan.Zero));

    /// <summary>Takes the next work for a slot: what prefers it, else what prefers nobody or has waited long enough for another.</summary>
    public WorkOffer? Take(string slot, TimeSpan now)
    {
        var free = _line.Where(r => r.NotBefore <= now).ToArray();
        var next = free.FirstOrDefault(r => r.Offer.PreferredSlot == slot)
            ?? free.FirstOrDefault(r => r.Offer.PreferredSlot is null || now - r.Since >= preference);
        if (next is not null) _line.Remove(next);
        return next?.Offer;
    }

    /// <summary>Removes one work, and returns it if it was there.</summary>
    public WorkOffer? Remove(WorkId work)
    {
        var ready = _line.FirstOrDefault(r => r.Offer.Work == work);
        if (ready is not null) _line.Remove(ready);
        return ready?.Offer;
    }

    public void RemoveAll(JobId job)
    {
        foreach (var ready in _line.Where(r => r.Offer.Work.Job == job).ToArray()) _line.Remove(ready);
    }

    private sealed record Ready(WorkOffer Offer, TimeSpan Since, TimeSpan NotBefore);
}
