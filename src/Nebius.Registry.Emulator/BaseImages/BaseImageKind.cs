namespace Nebius.Registry.Emulator;

public enum BaseImageKind
{
    /// <summary>One empty layer and a config: 1 KB, for every test that does not run the image.</summary>
    Empty = 0,

    /// <summary>This machine's own .NET runtime and C library: 43 MB, made on Linux only, runs on this machine's architecture.</summary>
    Runnable = 1,
}
