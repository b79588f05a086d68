using System.Data.Common;
using OmniAvatar.Grains;

namespace OmniAvatar.Silos.Hosting.Clustering;

/// <summary>Gives failures of the database a form that every process can read. The database client's own exceptions
/// cannot be sent, so a caller would see a missing codec instead of the database's failure.</summary>
internal sealed class DatabaseFailures : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception e) when (Find(e) is { } failure)
        {
            throw new DatabaseAwayException($"The database failed ({Reason(failure)}).");
        }
    }

    private static DbException? Find(Exception? e)
    {
        while (e is not null and not DbException)
            e = e.InnerException;
        return (DbException?)e;
    }

    // The message is never shown, because it can hold addresses and values.
    private static string Reason(DbException e) => e.SqlState is { } state ? $"SQL state {state}" : "no answer";
}
