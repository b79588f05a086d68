using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Grains;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>A file of a request, now on the scratch disk; the sender's file name is dropped.</summary>
/// <param name="Path">Below the form's folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
internal sealed record UploadedFile(string Path, long Bytes, string Sha256);

/// <summary>A submission as it came, whether multipart or JSON: texts and files by name. Nested values are named as in
/// <c>input_reference[image_url]</c>.</summary>
internal sealed class SubmissionForm
{
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, UploadedFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sentAs = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Texts => _texts;

    public IReadOnlyDictionary<string, UploadedFile> Files => _files;

    /// <summary>How many fields there are.</summary>
    public int Count => _texts.Count + _files.Count;

    /// <summary>The sender's name of a file's field.</summary>
    public string NameOf(string reference) => _sentAs.GetValueOrDefault(reference, reference);

    /// <summary>The files of a field that has several, in the order of their numbers.</summary>
    public IEnumerable<(string Name, string Path)> FilesOf(string field) =>
        Enumerable
            .Range(0, References.MostNumbered)
            .Select(number => References.Numbered(field, number))
            .Where(_files.ContainsKey)
            .Select(name => (name, _files[name].Path));

    /// <summary>The same form with one more text.</summary>
    public SubmissionForm With(string name, string text)
    {
        var form = new SubmissionForm();
        foreach (var (each, value) in _texts)
            form.Add(each, value);
        foreach (var (each, file) in _files)
            form.Add(new Reference(each, NameOf(each)), file);
        form.Add(name, text);
        return form;
    }

    /// <summary>Whether this name is already taken.</summary>
    public bool Has(string name) => _texts.ContainsKey(name) || _files.ContainsKey(name);

    public void Add(string name, string text) => _texts.Add(name, text);

    public void Add(Reference reference, UploadedFile file)
    {
        _files.Add(reference.Name, file);
        _sentAs[reference.Name] = reference.SentAs;
    }

    /// <summary>One hash over all fields and files, independent of their order and of boundaries: lower-case
    /// hexadecimal SHA-256.</summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, text) in _texts)
            Append(hash, "text", name, text);
        foreach (var (name, file) in _files)
            Append(hash, "file", name, file.Sha256);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, params ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}

/// <summary>A submission whose body was received. Disposing it removes its files and frees its place.</summary>
internal sealed class ReceivedSubmission(ScratchFolder.TemporaryFolder folder, IDisposable place) : IDisposable
{
    /// <summary>The folder of its files and of the files derived from them.</summary>
    public string Folder => folder.Path;

    public SubmissionForm Form { get; set; } = new();

    public void Dispose()
    {
        folder.Dispose();
        place.Dispose();
    }
}
