using OmniAvatar.Silos.Gateway.Commands;
using OmniAvatar.Silos.Hosting;

return await ServerProgram.RunAsync([GatewayCommand.Create(), ClusterCommand.Create()], args);
