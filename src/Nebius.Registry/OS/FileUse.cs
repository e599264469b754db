namespace Nebius.Registry.OS;

/// <summary>What a file is opened and locked for.</summary>
internal enum FileUse
{
    /// <summary>To read tokens, beside other readers.</summary>
    Read,

    /// <summary>To change tokens, alone.</summary>
    Change,

    /// <summary>To keep others away while it is held, alone. Nothing is read or written.</summary>
    Hold,
}
