using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Testing.Gateway;

return await ServerProgram.RunAsync([TestGatewayCommand.Create()], args);
