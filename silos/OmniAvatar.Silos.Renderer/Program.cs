using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Silos.Renderer.Commands;

BackgroundInterrupt.Restore();
return await ServerProgram.RunAsync([RendererCommand.Create()], args);
