namespace Nebius.Registry;

// NEBIUS13xx: IAM, Nebius's API and static keys.
internal static partial class MessageCodes
{
    /// <summary>IAM refused the exchange.</summary>
    public const string ExchangeRefused = "NEBIUS1301";

    /// <summary>IAM could not be reached.</summary>
    public const string IamUnreachable = "NEBIUS1302";

    /// <summary>IAM answered something that we do not understand.</summary>
    public const string UnexpectedIamAnswer = "NEBIUS1303";

    /// <summary>IAM did not answer in time.</summary>
    public const string IamTimedOut = "NEBIUS1304";

    /// <summary>Nebius's API could not be asked.</summary>
    public const string ApiUnreachable = "NEBIUS1305";

    /// <summary>Nebius's API answered something that we do not understand.</summary>
    public const string UnexpectedApiAnswer = "NEBIUS1306";

    /// <summary>Nebius's API does not accept the access token.</summary>
    public const string ApiUnauthenticated = "NEBIUS1307";

    /// <summary>Nebius's API knows who we are, and says no.</summary>
    public const string ApiDenied = "NEBIUS1308";

    /// <summary>Nebius's API does not know what a call names.</summary>
    public const string ApiNotFound = "NEBIUS1309";

    /// <summary>A quota is used up.</summary>
    public const string QuotaExceeded = "NEBIUS1310";

    /// <summary>A resource of that name is there already.</summary>
    public const string NameTaken = "NEBIUS1311";

    /// <summary>Nebius's API refused a call for what is in it.</summary>
    public const string ApiRefused = "NEBIUS1312";

    /// <summary>A text is no id of the kind that is asked for.</summary>
    public const string InvalidResourceId = "NEBIUS1313";

    /// <summary>A change that Nebius's API began did not end well, or not in time.</summary>
    public const string OperationFailed = "NEBIUS1314";

    /// <summary>A static key cannot expire at that time.</summary>
    public const string InvalidExpiry = "NEBIUS1315";

    /// <summary>A new static key does not work at the registry.</summary>
    public const string KeyNotProven = "NEBIUS1316";

    /// <summary>A static key cannot be rotated.</summary>
    public const string KeyCannotRotate = "NEBIUS1317";

    /// <summary>The new static key is handed over, but the old one is not revoked.</summary>
    public const string RotationIncomplete = "NEBIUS1318";

    /// <summary>A static key's token cannot be written where it shall go.</summary>
    public const string DestinationUnusable = "NEBIUS1319";
}
