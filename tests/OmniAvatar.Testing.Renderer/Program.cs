using OmniAvatar.Silos.Hosting;
using OmniAvatar.Testing.Renderer;

return await ServerProgram.RunAsync([TestRendererCommand.Create()], args);
