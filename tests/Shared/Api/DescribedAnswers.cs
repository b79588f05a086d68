namespace OmniAvatar.Tests.Api;

/// <summary>Lets no answer pass that is not as the service's document says.</summary>
internal sealed class DescribedAnswers(ApiDescription description, HttpMessageHandler line) : DelegatingHandler(line)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var answer = await base.SendAsync(request, cancellationToken);
        (await description.FaultOfAsync(answer)).ShouldBeNull();
        return answer;
    }
}
