using OmniAvatar.Silos.Hosting;
using OmniAvatar.Testing.Gateway;

return await ServerProgram.RunAsync([TestGatewayCommand.Create()], args);
