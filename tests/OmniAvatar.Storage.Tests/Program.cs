using System.Text;
using OmniAvatar.Artifacts;
using OmniAvatar.Storage;

// One of several processes that race to create the same names: waits for a line on stdin, then prints the names that it
// won. ROOT  IDENTITY  COUNT
using var store = new DirectoryArtifactStore(args[0]);
Console.WriteLine("ready");
Console.ReadLine();
for (var i = 0; i < int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture); i++)
{
    var name = ArtifactName.Parse($"race/{i}/result.json");
    if (await store.CreateAsync(name, Encoding.UTF8.GetBytes(args[1]), CancellationToken.None))
        Console.WriteLine(name);
}
