using OmniAvatar.Silos.Hosting;
using OmniAvatar.Silos.Renderer.Commands;

return await ServerProgram.RunAsync([RendererCommand.Create()], args);
