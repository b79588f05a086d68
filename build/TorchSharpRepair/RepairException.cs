namespace OmniAvatar.TorchSharpRepair;

/// <summary>A file is not what the repair expects, so that no copy of it is written.</summary>
internal sealed class RepairException(string message) : Exception(message);
