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

/// <summary>sh, bash and zsh.</summary>
/// <param name="isMac">Whether it is the shell of macOS, which has other commands for the network and certificates.</param>
internal sealed class PosixShell(bool isMac) : Shell
{
    /// <inheritdoc/>
    public override string ShowVariables => "env | cut -d= -f1 | grep ^NEBIUS_";

    /// <inheritdoc/>
    public override string ShowProxies => "env | grep -i _proxy | cut -d@ -f2";

    /// <inheritdoc/>
    public override string TrustCertificate => isMac
        ? "security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db <certificate-file>"
        : Set("SSL_CERT_FILE", "<certificate-file>");

    /// <inheritdoc/>
    public override string TemporaryVariable => "TMPDIR";

    /// <inheritdoc/>
    protected override string ToolsFolder => "$HOME/.dotnet/tools";

    /// <inheritdoc/>
    protected override string Curl => "curl";

    /// <inheritdoc/>
    public override string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <inheritdoc/>
    public override string Set(string variable, string value) =>
        value.AsSpan().ContainsAny(' ', '$') ? $"export {variable}=\"{value}\"" : $"export {variable}={value}";

    /// <inheritdoc/>
    public override string SetFrom(string variable, string command) => $"export {variable}=$({command})";

    /// <inheritdoc/>
    public override string SetFromItsFile(string variable) => $"export {variable}=\"$(cat \"${variable}\")\"";

    /// <inheritdoc/>
    public override string Rename(string from, string to) => $"export {to}=\"${from}\"; unset {from}";

    /// <inheritdoc/>
    public override string Append(string variable, string separatorAndEntry) => $"export {variable}=\"${variable}{separatorAndEntry}\"";

    /// <inheritdoc/>
    public override string Unset(params ReadOnlySpan<string> variables) => $"unset {string.Join(' ', variables!)}";

    /// <inheritdoc/>
    public override string Value(string variable) => $"\"${variable}\"";

    /// <inheritdoc/>
    public override string Then(string first, string next) => $"{first} && {next}";

    /// <inheritdoc/>
    public override string Pipe(string input, string command) => $"{command} <<< {input}";

    /// <inheritdoc/>
    public override string ReadFrom(string file, string command) => $"{command} < {file}";

    /// <inheritdoc/>
    public override string AddToPath(string directory) => $"export PATH=\"$PATH:{directory}\"";

    /// <inheritdoc/>
    public override string ShowRights(params ReadOnlySpan<string> quoted) => $"ls -ld {string.Join(' ', quoted!)}";

    /// <inheritdoc/>
    public override string ShowFile(string path) => $"ls -ld {Quote(path)}";

    /// <inheritdoc/>
    public override string ListFolder(string path) => $"ls -la {Quote(path)}";

    /// <inheritdoc/>
    public override string ShowUsers(string path) => $"fuser -v {Quote(path)}";

    /// <inheritdoc/>
    public override string CloseToOthers(string path) => $"chmod 700 {Quote(path)}";

    /// <inheritdoc/>
    public override string MakeExecutable(string path) => $"chmod +x {Quote(path)}";

    /// <inheritdoc/>
    public override string MakePrivateFolder(string path) => $"mkdir -p -m 700 {Quote(path)}";

    /// <inheritdoc/>
    public override string SetToNewFolder(string variable, string? file = null) =>
        $"export {variable}=\"$(mktemp -d){(file is null ? string.Empty : $"/{file}")}\"";

    /// <inheritdoc/>
    public override string Copy(string path, string variable, string? name = null) =>
        $"cp -L {Quote(path)} \"${variable}{(name is null ? string.Empty : $"/{name}")}\"";

    /// <inheritdoc/>
    public override string ShowFreeSpace(string path) => $"df -h {Quote(path)}";

    /// <inheritdoc/>
    public override string Edit(string path) => $"${{EDITOR:-vi}} {Quote(path)}";

    /// <inheritdoc/>
    public override string Delete(params IEnumerable<string> paths) => $"rm {string.Join(' ', paths.Select(Quote))}";

    /// <inheritdoc/>
    public override string DeleteFolder(string path) => $"rmdir {Quote(path)}";

    // sed of macOS has other arguments.
    /// <inheritdoc/>
    public override string RemoveByteOrderMark(string path) =>
        isMac ? $"perl -pi -e 's/^\\xEF\\xBB\\xBF//' {Quote(path)}" : $"sed -i '1s/^\\xEF\\xBB\\xBF//' {Quote(path)}";

    /// <inheritdoc/>
    public override string CheckJson(string path) => $"python3 -m json.tool {Quote(path)}";

    /// <inheritdoc/>
    public override string LookUp(string host) => isMac ? $"nslookup {host}" : $"getent hosts {host}";

    /// <inheritdoc/>
    public override string ShowProtocol(string address) => $"curl -sv --http2 {address} 2>&1 | grep -i -e alpn -e issuer";
}

/// <summary>PowerShell on Windows.</summary>
internal sealed class PowerShell : Shell
{
    // PowerShell takes the typographic ones for the plain one, and two of them for one in the text.
    private const string QuotationMarks = "'\u2018\u2019\u201a\u201b";

    /// <inheritdoc/>
    public override string ShowVariables => "Get-ChildItem Env:NEBIUS_* | Select-Object Name";

    /// <inheritdoc/>
    public override string ShowProxies => "Get-ChildItem Env:*_PROXY | ForEach-Object { \"$($_.Name): $($_.Value -replace '.*@')\" }";

    // .NET takes the certificates of the system, and not a file that a variable names.
    /// <inheritdoc/>
    public override string TrustCertificate => @"Import-Certificate -CertStoreLocation Cert:\CurrentUser\Root <certificate-file>";

    // GetTempPath reads it before TEMP.
    /// <inheritdoc/>
    public override string TemporaryVariable => "TMP";

    /// <inheritdoc/>
    protected override string ToolsFolder => @"$HOME\.dotnet\tools";

    // Without the extension, Windows PowerShell 5.1 starts a command of its own.
    /// <inheritdoc/>
    protected override string Curl => "curl.exe";

    /// <inheritdoc/>
    public override string Quote(string text) =>
        $"'{string.Concat(text.Select(letter => new string(letter, QuotationMarks.Contains(letter, StringComparison.Ordinal) ? 2 : 1)))}'";

    /// <inheritdoc/>
    public override string Set(string variable, string value) => $"$env:{variable} = \"{value}\"";

    /// <inheritdoc/>
    public override string SetFrom(string variable, string command) => $"$env:{variable} = ({command})";

    /// <inheritdoc/>
    public override string SetFromItsFile(string variable) => SetFrom(variable, $"Get-Content $env:{variable}");

    /// <inheritdoc/>
    public override string Rename(string from, string to) => $"$env:{to} = $env:{from}; {Unset(from)}";

    /// <inheritdoc/>
    public override string Append(string variable, string separatorAndEntry) => $"$env:{variable} += \"{separatorAndEntry}\"";

    /// <inheritdoc/>
    public override string Unset(params ReadOnlySpan<string> variables)
    {
        string[] items = [.. variables];
        return $"Remove-Item {string.Join(", ", items.Select(variable => $"Env:{variable}"))}";
    }

    /// <inheritdoc/>
    public override string Value(string variable) => $"$env:{variable}";

    // PowerShell 5.1 has no &&.
    /// <inheritdoc/>
    public override string Then(string first, string next) => $"{first}; {next}";

    /// <inheritdoc/>
    public override string Pipe(string input, string command) => $"'{input}' | {command}";

    /// <inheritdoc/>
    public override string ReadFrom(string file, string command) => $"Get-Content {file} | {command}";

    /// <inheritdoc/>
    public override string AddToPath(string directory) => $"$env:PATH += \";{directory}\"";

    /// <inheritdoc/>
    public override string ShowRights(params ReadOnlySpan<string> quoted)
    {
        string[] paths = [.. quoted];
        return string.Join("; ", paths.Select(path => $"icacls {path}"));
    }

    /// <inheritdoc/>
    public override string ShowFile(string path) => $"Get-Item -Force -LiteralPath {Quote(path)}";

    /// <inheritdoc/>
    public override string ListFolder(string path) => $"Get-ChildItem -Force -LiteralPath {Quote(path)}";

    // Windows has no command for it; the page "CPU" of this program has a search.
    /// <inheritdoc/>
    public override string ShowUsers(string path) => "resmon.exe";

    /// <inheritdoc/>
    public override string CloseToOthers(string path) =>
        $"icacls {Quote(path)} /inheritance:r /grant:r \"${{env:USERNAME}}:(OI)(CI)F\" \"*S-1-5-18:(OI)(CI)F\"";

    /// <inheritdoc/>
    public override string MakeExecutable(string path) => $"icacls {Quote(path)} /grant \"${{env:USERNAME}}:RX\"";

    /// <inheritdoc/>
    public override string MakePrivateFolder(string path) => $"mkdir {Quote(path)}";

    /// <inheritdoc/>
    public override string SetToNewFolder(string variable, string? file = null) =>
        $@"mkdir ""$HOME\nebius-temp""; " + Set(variable, $@"$HOME\nebius-temp{(file is null ? string.Empty : $@"\{file}")}");

    /// <inheritdoc/>
    public override string Copy(string path, string variable, string? name = null) =>
        $@"Copy-Item -LiteralPath {Quote(path)} ""$env:{variable}{(name is null ? string.Empty : $@"\{name}")}""";

    /// <inheritdoc/>
    public override string ShowFreeSpace(string path) => "Get-PSDrive -PSProvider FileSystem";

    /// <inheritdoc/>
    public override string Edit(string path) => $"notepad {Quote(path)}";

    /// <inheritdoc/>
    public override string Delete(params IEnumerable<string> paths) =>
        $"Remove-Item -Recurse -LiteralPath {string.Join(", ", paths.Select(Quote))}";

    /// <inheritdoc/>
    public override string DeleteFolder(string path) => $"Remove-Item -LiteralPath {Quote(path)}";

    /// <inheritdoc/>
    public override string RemoveByteOrderMark(string path) =>
        $"[IO.File]::WriteAllText({Quote(path)}, [IO.File]::ReadAllText({Quote(path)}))";

    /// <inheritdoc/>
    public override string CheckJson(string path) => $"Get-Content -Raw -LiteralPath {Quote(path)} | ConvertFrom-Json";

    /// <inheritdoc/>
    public override string LookUp(string host) => $"nslookup {host}";

    /// <inheritdoc/>
    public override string ShowProtocol(string address) => $"curl.exe -sv --http2 {address} 2>&1 | Select-String alpn, issuer";
}
