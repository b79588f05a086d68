using OmniAvatar.Cli;

return await CommandLineApp.RunAsync(args);
