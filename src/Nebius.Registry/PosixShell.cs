namespace Nebius.Registry;

/// <summary>sh, bash and zsh.</summary>
/// <param name="isMac">Whether it is the shell of macOS, which has other commands for the network and certificates.</param>
internal sealed class PosixShell(bool isMac) : Shell
{
    /// <inheritdoc/>
    public override string ShowVariables => "env | cut -d= -f1 | grep ^NEBIUS_";

    /// <inheritdoc/>
    public override string ShowProxies => "env | grep -i _proxy | sed 's/=.*@/=/'";

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
