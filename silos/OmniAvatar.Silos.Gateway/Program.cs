using OmniAvatar.Media.Pictures.Inspection;
using OmniAvatar.Silos.Gateway.Commands;
using OmniAvatar.Silos.Hosting.Servers;

BackgroundInterrupt.Restore();
return GuardedInspector.RunAsChild(args)
    ?? await ServerProgram.RunAsync([GatewayCommand.Create(), ClusterCommand.Create(), KeysCommand.Create()], args);
