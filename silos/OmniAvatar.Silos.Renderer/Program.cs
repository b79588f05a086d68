using OmniAvatar.Silos.Hosting;
using OmniAvatar.Silos.Renderer.Commands;

BackgroundInterrupt.Restore();
return await ServerProgram.RunAsync([RendererCommand.Create()], args);
