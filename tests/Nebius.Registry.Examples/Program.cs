using Examples;
using Nebius.Registry;

var cancellationToken = CancellationToken.None;
try
{
    return args switch
    {
        ["find-credential"] => await LibraryExamples.FindCredentialAsync(cancellationToken),
        ["push-chart", var directory, var outputDirectory] => await LibraryExamples.PushChartAsync(directory, outputDirectory, cancellationToken),
        ["issue-key", var account, var project, var file] => await LibraryExamples.IssueKeyAsync(account, project, file, cancellationToken),
        ["copy-image"] => await LibraryExamples.CopyImageAsync(cancellationToken),
        ["run-doctor"] => await LibraryExamples.RunDoctorAsync(cancellationToken),
        _ => throw new ArgumentException("No such example."),
    };
}
catch (NebiusRegistryException error)
{
    // <library.md>
    Console.Error.WriteLine($"{error.Code}: {error.Message}");
    // </library.md>
    return 2;
}
