using Nebius.Registry.Credentials;
using Nebius.Registry.StaticKeys;

namespace Nebius.Registry.Tool.Commands;

/// <summary>A static key as users name it: by its ID, by its name, or <c>-</c> for the key itself on the standard input.</summary>
internal sealed record StaticKeyArgument
{
    private const string FromInput = "-";
    private const string IdPrefix = "statickey-";

    private StaticKeyArgument()
    {
    }

    /// <summary>Gets the key itself; null when it is named.</summary>
    public Secret? Token { get; private init; }

    /// <summary>Gets the ID; null when the key is given by its token or its name.</summary>
    public string? Id { get; private init; }

    private string Name { get; init; } = string.Empty;

    private string ProjectId { get; init; } = string.Empty;

    /// <summary>Reads a key.</summary>
    /// <param name="typed">What was typed.</param>
    /// <param name="project">The project of a name; null when none was typed.</param>
    /// <param name="cancellationToken">Ends the reading of the standard input.</param>
    /// <exception cref="UsageException">It isn't one.</exception>
    public static async Task<StaticKeyArgument> ReadAsync(string typed, string? project, CancellationToken cancellationToken)
    {
        if (typed == FromInput)
        {
            var text = await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            var input = new SettingValue(text.Trim(), "The standard input", Environment.CurrentDirectory, SettingLevel.Typed);
            return new() { Token = UsageException.Read(() => TokenText.Read(input, "a static key", new NebiusSettings())) };
        }

        var name = typed.Trim();
        if (name.StartsWith(IdPrefix, StringComparison.Ordinal) || name.Length == 0 || SecretShapes.IsSecret(name))
        {
            return new() { Id = UsageException.Read(() => ResourceIds.RequireStaticKey(name)) };
        }

        return project is not null
            ? new() { Name = name, ProjectId = UsageException.Read(() => ResourceIds.RequireProject(project)) }
            : throw new UsageException(
                $"{MessageCodes.InvalidResourceId}: '{Redactor.Address(name)}' isn't a static key ID. To give a key's name, add its project:"
                + $"\n  --project <project-id>\nThe IDs are listed by:\n  {CommandsToType.ListStaticKeys()}");
    }

    /// <summary>Returns the ID of a key that is named by its ID or its name.</summary>
    /// <param name="client">Lists the project's keys.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="NebiusRegistryException">No key has the name, or several have.</exception>
    public async Task<string> FindIdAsync(StaticKeyClient client, CancellationToken cancellationToken)
    {
        if (Id is not null)
        {
            return Id;
        }

        var keys = await client.ListAsync(ProjectId, cancellationToken).ConfigureAwait(false);
        string[] ids = [.. keys.Where(key => key.Name == Name).Select(key => Redactor.Value(key.Id))];
        return ids switch
        {
            [var id] => id,
            [] => throw new NebiusRegistryException(
                MessageCodes.ApiNotFound,
                $"No static key of {ProjectId} has the name '{Redactor.Value(Name)}', or the account of the access token may not see it. "
                + $"List the keys:\n  {CommandsToType.ListStaticKeys(ProjectId)}"),
            _ => throw new NebiusRegistryException(
                MessageCodes.StaticKeyNameAmbiguous,
                $"{ids.Length} static keys of {ProjectId} have the name '{Redactor.Value(Name)}': {string.Join(", ", ids)}. Give the ID of "
                + $"one instead. When they expire is listed by:\n  {CommandsToType.ListStaticKeys(ProjectId)}"),
        };
    }
}
