using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Testing.Renderer;

return await ServerProgram.RunAsync([TestRendererCommand.Create()], args);
