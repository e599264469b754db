namespace Nebius.Registry;

// NEBIUS18xx: the doctor.
internal static partial class MessageCodes
{
    /// <summary>The doctor found something that does not work.</summary>
    public const string DoctorFoundTrouble = "NEBIUS1801";
}
