namespace Nebius.Registry;

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
