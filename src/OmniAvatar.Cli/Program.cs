using OmniAvatar.Cli;
using OmniAvatar.Media.Pictures.Inspection;

return GuardedInspector.RunAsChild(args)
    ?? await CommandLineApp.RunAsync(args);
