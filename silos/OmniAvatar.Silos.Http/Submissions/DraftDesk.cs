using Microsoft.Extensions.Options;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Makes a planned job of what was received.</summary>
internal sealed class DraftDesk(ModelDesk models, InputDoor inputs, IOptions<VideoApiOptions> options)
{
    /// <exception cref="Errors.ApiException">A field, the model or a file cannot be used.</exception>
    /// <exception cref="OmniAvatarException">A file is bad, or the numbers do not fit together.</exception>
    public async Task<JobDraft> DraftAsync(JobId job, ReceivedSubmission received, CancellationToken cancellation)
    {
        var submission = SubmissionFields.Read(received.Form, options.Value);
        var model = await models.FindAsync(submission.Model, cancellation);
        var input = await inputs.DecodeAsync(submission, received.Folder, cancellation);
        return JobDraft.Of(job, submission, model, input);
    }
}
