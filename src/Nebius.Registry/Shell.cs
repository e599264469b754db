namespace Nebius.Registry;

/// <summary>
/// The commands of the system that messages tell the user to type: those of a POSIX shell on Linux and macOS, and those of PowerShell on
/// Windows. No other file has such a command for one system only.
/// </summary>
internal abstract class Shell
{
    /// <summary>Gets the shell of Linux.</summary>
    public static Shell Linux { get; } = new PosixShell(isMac: false);

    /// <summary>Gets the shell of macOS.</summary>
    public static Shell MacOS { get; } = new PosixShell(isMac: true);

    /// <summary>Gets the shell of Windows, which has both PowerShell 5.1 and 7.</summary>
    public static Shell Windows { get; } = new PowerShell();

    /// <summary>Gets the shell of this system.</summary>
    public static Shell Current { get; } = OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsMacOS() ? MacOS : Linux;

    /// <summary>Gets what adds the directory of .NET tools to PATH.</summary>
    public string AddToolsToPath => AddToPath(ToolsFolder);

    /// <summary>Gets what shows the variables of this project without their values.</summary>
    public abstract string ShowVariables { get; }

    /// <summary>Gets what shows the variables of the proxy, without the user and password in front of the last part.</summary>
    public abstract string ShowProxies { get; }

    /// <summary>Gets what has the system trust a certificate.</summary>
    public abstract string TrustCertificate { get; }

    /// <summary>Gets what sets the directory for temporary files to one of this user alone.</summary>
    public string UseOwnTemporaryFolder => SetToNewFolder(TemporaryVariable);

    /// <summary>Gets the variable that names the directory for temporary files.</summary>
    public abstract string TemporaryVariable { get; }

    /// <summary>Gets the directory of .NET tools.</summary>
    protected abstract string ToolsFolder { get; }

    /// <summary>Quotes a text, whatever is in it.</summary>
    public abstract string Quote(string text);

    /// <summary>Sets a variable.</summary>
    /// <param name="variable">The variable.</param>
    /// <param name="value">Its value, in which the shell may expand <c>$HOME</c> and <see cref="Value"/>.</param>
    public abstract string Set(string variable, string value);

    /// <summary>Sets a variable to the output of a command.</summary>
    public abstract string SetFrom(string variable, string command);

    /// <summary>Sets a variable to the content of the file that it names now.</summary>
    public abstract string SetFromItsFile(string variable);

    /// <summary>Sets a variable to what another one has, and unsets that one.</summary>
    public abstract string Rename(string from, string to);

    /// <summary>Adds an entry to a list in a variable.</summary>
    public abstract string Append(string variable, string separatorAndEntry);

    /// <summary>Removes variables.</summary>
    public abstract string Unset(params ReadOnlySpan<string> variables);

    /// <summary>Returns what a variable's value is written as.</summary>
    public abstract string Value(string variable);

    /// <summary>Runs one command and, when it has succeeded, the next.</summary>
    public abstract string Then(string first, string next);

    /// <summary>Gives a command a line of input.</summary>
    public abstract string Pipe(string input, string command);

    /// <summary>Gives a command the content of a file.</summary>
    public abstract string ReadFrom(string file, string command);

    /// <summary>Adds a directory to PATH.</summary>
    public abstract string AddToPath(string directory);

    /// <summary>Shows who may do what with files.</summary>
    public abstract string ShowRights(params ReadOnlySpan<string> quoted);

    /// <summary>Shows what is at a path, and how large it is.</summary>
    public abstract string ShowFile(string path);

    /// <summary>Lists a directory.</summary>
    public abstract string ListFolder(string path);

    /// <summary>Shows which programs have a file open.</summary>
    public abstract string ShowUsers(string path);

    /// <summary>Takes a directory and what is in it from all other users.</summary>
    public abstract string CloseToOthers(string path);

    /// <summary>Makes a file a program.</summary>
    public abstract string MakeExecutable(string path);

    /// <summary>Makes a directory for this user alone.</summary>
    public abstract string MakePrivateFolder(string path);

    /// <summary>Sets a variable to a new directory, or to a file in it.</summary>
    public abstract string SetToNewFolder(string variable, string? file = null);

    /// <summary>Copies a file to the place that a variable names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="name">The name of the copy in the directory that the variable names; null where it names the copy.</param>
    public abstract string Copy(string path, string variable, string? name = null);

    /// <summary>Shows how much space is left.</summary>
    public abstract string ShowFreeSpace(string path);

    /// <summary>Opens a file in an editor.</summary>
    public abstract string Edit(string path);

    /// <summary>Deletes files, and on Windows directories, too.</summary>
    public abstract string Delete(params IEnumerable<string> paths);

    /// <summary>Deletes an empty directory.</summary>
    public abstract string DeleteFolder(string path);

    /// <summary>Removes the byte order mark from the beginning of a file.</summary>
    public abstract string RemoveByteOrderMark(string path);

    /// <summary>Shows what in a file isn't JSON.</summary>
    public abstract string CheckJson(string path);

    /// <summary>Resolves a host name.</summary>
    public abstract string LookUp(string host);

    /// <summary>Connects to an address, and shows each step.</summary>
    public string Connect(string address) => $"{Curl} -v {address}";

    /// <summary>Shows which protocol and whose certificate an address offers.</summary>
    public abstract string ShowProtocol(string address);

    /// <summary>Shows an answer of the metadata service.</summary>
    public string AskMetadata(string address) => $"{Curl} -i -H 'Metadata: true' {address}";

    /// <summary>Gets the name of curl.</summary>
    protected abstract string Curl { get; }
}
