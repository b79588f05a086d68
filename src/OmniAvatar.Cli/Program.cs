using OmniAvatar.Cli;
using OmniAvatar.Media.Pictures.Inspection;
using OmniAvatar.Silos.Hosting.Servers;

BackgroundInterrupt.Restore();
return GuardedInspector.RunAsChild(args) ?? await CommandLineApp.RunAsync(args);
