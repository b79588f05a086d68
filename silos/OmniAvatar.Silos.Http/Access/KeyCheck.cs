using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>Finds what a key opens. Tenants' keys are 256 random bits and cannot be guessed; the operator's is chosen
/// by a person, so where it is read, wrong keys are counted by address.</summary>
internal sealed class KeyCheck(KeyLooks looks, IOptions<VideoApiOptions> options, KeyGuesses guesses, KeyUse use)
{
    /// <summary>What a key opens.</summary>
    /// <param name="key">The key as it was sent.</param>
    /// <param name="context">The request.</param>
    /// <param name="readsAdminKey">Whether it may be the operator's.</param>
    /// <exception cref="ApiException">Nothing, or too many wrong keys came from the address.</exception>
    public async Task<Caller> FindAsync(string key, HttpContext context, bool readsAdminKey)
    {
        var address = context.Connection.RemoteIpAddress;
        if (readsAdminKey && !guesses.MayGuess(address))
            throw Refusals.TooManyGuesses();
        var hash = ApiKey.Hash(key);
        var isOperator = readsAdminKey && IsOperator(hash);
        var tenant = await looks.FindByKeyAsync(hash, context.RequestAborted);
        if (tenant is not null)
            use.Note(hash);
        if (tenant is not null || isOperator)
            return new Caller(tenant, isOperator, hash);
        if (readsAdminKey)
            guesses.Count(address);
        throw Refusals.WrongKey();
    }

    // Hashes have one length, so the time of the comparison reveals nothing about the key.
    private bool IsOperator(string hash) =>
        options.Value.AdminKeySha256 is { } admin
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(admin));
}
