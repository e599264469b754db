using Microsoft.Extensions.Time.Testing;
using Nebius.Registry.Logins;
using Nebius.Registry.OS.Processes;

namespace Nebius.Registry.Tests.OS;

public sealed class MisbehavingPrograms : IDisposable
{
    // A test that fails must not hang.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly FakeMachine _machine = new();

    public MisbehavingPrograms() => Assert.SkipUnless(FakeMachine.HasShell, FakeMachine.NeedsShell);

    [Fact]
    public async Task A_program_that_hangs_is_ended_with_its_children()
    {
        var time = new FakeTimeProvider();
        var pipe = _machine.MakePipe("alive");

        // Both processes hold the pipe open as long as they run.
        var program = _machine.WriteProgram("bin/hang", $"sh -c 'exec 3>\"{pipe}\"; echo started >&3; exec sleep 1000' &\nexec 4>\"{pipe}\"\nwait");
        var run = ChildProcess.RunAsync(new ChildCommand { Executable = program }, time, TestContext.Current.CancellationToken);
        using var alive = await Task.Run(() => new StreamReader(pipe)).WaitAsync(Timeout, TestContext.Current.CancellationToken);
        Assert.Equal("started", await alive.ReadLineAsync(TestContext.Current.CancellationToken));

        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(ChildOutcome.TimedOut, (await run.WaitAsync(Timeout, TestContext.Current.CancellationToken)).Outcome);
        Assert.Empty(await alive.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_cancelled_program_is_ended_and_gives_no_result()
    {
        using var cancellation = new CancellationTokenSource();
        var pipe = _machine.MakePipe("alive");
        var program = _machine.WriteProgram("bin/hang", $"exec 3>\"{pipe}\"; echo started >&3; exec sleep 1000");
        var run = ChildProcess.RunAsync(new ChildCommand { Executable = program }, new FakeTimeProvider(), cancellation.Token);
        using var alive = await Task.Run(() => new StreamReader(pipe)).WaitAsync(Timeout, TestContext.Current.CancellationToken);
        Assert.Equal("started", await alive.ReadLineAsync(TestContext.Current.CancellationToken));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Timeout, TestContext.Current.CancellationToken));
        Assert.Empty(await alive.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("a child", "sleep 20 &\necho done")]
    [InlineData("a child of a child", "sh -c 'sleep 20 &'\necho done")]
    [InlineData("a child of a child that has the error stream alone", "sh -c 'sleep 20 >/dev/null &'\necho done")]
    [InlineData("a child that has the output alone", "sleep 20 2>/dev/null &\necho done")]
    public async Task A_program_that_leaves_its_output_to_a_child_is_done_when_it_exits(string child, string script)
    {
        var result = await RunAsync(new ChildCommand { Executable = _machine.WriteProgram("bin/daemon", script) });

        Assert.True(result == new ChildResult(ChildOutcome.Exited, 0, "done\n", string.Empty), $"{child}: {result}");
    }

    [Fact]
    public async Task A_program_that_leaves_its_output_to_a_child_keeps_its_exit_code_and_output()
    {
        var result = await RunAsync(new ChildCommand { Executable = _machine.WriteProgram("bin/daemon", "sleep 20 &\necho why >&2; exit 7") });

        Assert.Equal(new ChildResult(ChildOutcome.Exited, 7, string.Empty, "why\n"), result);
    }

    [Fact]
    public async Task A_program_that_exits_just_before_its_timeout_is_done_even_when_a_child_holds_its_output()
    {
        var program = _machine.WriteProgram("bin/daemon", "sleep 20 &\necho done");

        var result = await RunAsync(new ChildCommand { Executable = program, Limit = TimeSpan.FromSeconds(5), OutputGrace = TimeSpan.FromSeconds(5.1) });

        Assert.Equal(new ChildResult(ChildOutcome.Exited, 0, "done\n", string.Empty), result);
    }

    [Fact]
    public async Task A_program_whose_child_goes_on_printing_is_done_when_it_exits()
    {
        var program = _machine.WriteProgram("bin/daemon", "(i=0; while [ $i -lt 200 ] && echo more; do sleep 0.1; i=$((i+1)); done) 2>/dev/null &\necho done");

        var result = await RunAsync(new ChildCommand { Executable = program });

        Assert.Equal(ChildOutcome.Exited, result.Outcome);
        Assert.Contains("done\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_output_of_a_program_is_captured_when_a_child_holds_the_pipe()
    {
        var program = _machine.WriteProgram("bin/daemon", "sleep 20 &\nhead -c 3000000 /dev/zero | tr '\\0' e >&2\nhead -c 65000 /dev/zero | tr '\\0' x");

        var result = await RunAsync(new ChildCommand { Executable = program });

        Assert.Equal((ChildOutcome.Exited, new string('x', 65000)), (result.Outcome, result.Output));
        Assert.Equal(new string('e', 8 * 1024), result.Error);
    }

    [Fact]
    public async Task A_program_that_closes_its_output_and_lives_on_is_ended_at_its_timeout()
    {
        var program = _machine.WriteProgram("bin/mute", "echo done\nexec >&- 2>&-\nexec sleep 1000");

        var result = await RunAsync(new ChildCommand { Executable = program, Limit = TimeSpan.FromSeconds(3) });

        Assert.Equal(new ChildResult(ChildOutcome.TimedOut, 0, "done\n", string.Empty), result);
    }

    [Fact]
    public async Task A_cancelled_program_is_ended_with_its_children()
    {
        using var cancellation = new CancellationTokenSource();
        var pipe = _machine.MakePipe("alive");
        var program = _machine.WriteProgram("bin/hang", $"exec 3>\"{pipe}\"\nsh -c 'sleep 1000 & sleep 1000' &\necho started >&3\nwait");
        var run = ChildProcess.RunAsync(new ChildCommand { Executable = program }, new FakeTimeProvider(), cancellation.Token);
        using var alive = await Task.Run(() => new StreamReader(pipe)).WaitAsync(Timeout, TestContext.Current.CancellationToken);
        Assert.Equal("started", await alive.ReadLineAsync(TestContext.Current.CancellationToken));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Timeout, TestContext.Current.CancellationToken));
        Assert.Empty(await alive.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Waiting_for_the_output_of_a_program_that_has_exited_can_be_cancelled_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        var pipe = _machine.MakePipe("alive");
        var program = _machine.WriteProgram("bin/daemon", $"sleep 20 &\nexec 3>\"{pipe}\"; echo started >&3");

        var command = new ChildCommand { Executable = program, OutputGrace = TimeSpan.FromHours(1) };
        var run = ChildProcess.RunAsync(command, new FakeTimeProvider(), cancellation.Token);
        using var alive = await Task.Run(() => new StreamReader(pipe)).WaitAsync(Timeout, TestContext.Current.CancellationToken);
        Assert.Equal("started\n", await alive.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken));

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Timeout, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_program_that_floods_its_output_is_ended_and_only_the_beginning_is_captured()
    {
        var result = await RunAsync(new ChildCommand { Executable = _machine.WriteProgram("bin/flood", "exec yes x"), MaximumOutput = 1000 });

        Assert.Equal(ChildOutcome.Flooded, result.Outcome);
        Assert.Equal(1000, result.Output.Length);
    }

    [Fact]
    public async Task A_program_that_floods_its_error_stream_may_succeed_and_only_the_beginning_is_captured()
    {
        var result = await RunAsync(new ChildCommand { Executable = _machine.WriteProgram("bin/flood", "yes x | head -c 3000000 >&2; echo done") });

        Assert.True(result.Succeeded);
        Assert.Equal("done\n", result.Output);
        Assert.Equal(8 * 1024, result.Error.Length);
    }

    [Theory]
    [InlineData("", 7)]
    [InlineData("a host", 0)]
    public async Task A_program_that_reads_its_input_gets_all_of_it_and_then_the_end(string input, int exitCode)
    {
        var program = _machine.WriteProgram("bin/ask", "read -r answer; printf %s \"$answer\"; test -n \"$answer\" || exit 7");

        var result = await RunAsync(new ChildCommand { Executable = program, Input = input });

        Assert.Equal(new ChildResult(ChildOutcome.Exited, exitCode, input, string.Empty), result);
    }

    [Fact]
    public async Task A_program_that_does_not_read_its_input_may_succeed()
    {
        var result = await RunAsync(new ChildCommand { Executable = _machine.WriteProgram("bin/deaf", "exec 0<&-; echo done"), Input = new string('x', 1_000_000) });

        Assert.True(result.Succeeded);
    }

    [Fact]
    public async Task A_file_that_is_not_a_program_is_not_started()
    {
        var path = _machine.WriteExecutable("bin/rubbish", "\u0001\u0002");

        Assert.Equal(ChildOutcome.NotStarted, (await RunAsync(new ChildCommand { Executable = path })).Outcome);
        Assert.Equal(ChildOutcome.NotStarted, (await RunAsync(new ChildCommand { Executable = _machine.File("bin/none") })).Outcome);
    }

    [Fact]
    public async Task No_program_is_run_in_the_working_directory_of_the_build()
    {
        var result = await RunAsync(new ChildCommand { Executable = _machine.WriteProgram("bin/where", "pwd") });

        Assert.Equal("/\n", result.Output);
    }

    [Fact]
    public async Task No_program_inherits_a_secret_of_Nebius_or_the_SDK()
    {
        const string RegionKey = "NEBIUS_REGISTRY_STATIC_KEY_TEST9";
        const string Sdk = "TEST9_REGISTRY_PWORD";
        const string Named = "TEST9_NAMED";
        const string Other = "TEST9_OTHER";
        string[] names = [RegionKey, Sdk, Named, Other];
        try
        {
            Array.ForEach(names, name => Environment.SetEnvironmentVariable(name, "c4n4ry"));

            var result = await RunAsync(new ChildCommand { Executable = _machine.WriteProgram("bin/env", "exec env"), WithoutVariables = [Named] });

            Assert.Equal([$"{Other}=c4n4ry"], result.Output.Split('\n').Where(line => line.Contains("c4n4ry", StringComparison.Ordinal)));
        }
        finally
        {
            Array.ForEach(names, name => Environment.SetEnvironmentVariable(name, null));
        }
    }

    [Fact]
    public async Task No_program_inherits_the_CI_token_request_or_docker_logins()
    {
        string[] names =
        [
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_RUNTIME_TOKEN", "SYSTEM_ACCESSTOKEN", "SYSTEM_OIDCREQUESTURI", "CI_JOB_TOKEN",
            "CI_JOB_JWT_V2", "CI_REGISTRY_PASSWORD", "CI_REPOSITORY_URL", "DOCKER_AUTH_CONFIG", "NEBIUS_FEDERATED_TOKEN", "NEBIUS_IAM_TOKEN", "NEBIUS_PRIVATE_KEY",
        ];
        await WithVariablesAsync(names, async () =>
        {
            var result = await RunAsync(new ChildCommand { Executable = _machine.WriteProgram("bin/env", "exec env") });

            Assert.True(result.Succeeded);
            Assert.DoesNotContain("c4n4ry", result.Output, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(nameof(Logins.LoginTool.Docker), "c4n4ry")]
    [InlineData(nameof(Logins.LoginTool.Helm), "none")]
    [InlineData(nameof(Logins.LoginTool.Podman), "none")]
    public async Task Only_the_docker_command_gets_the_logins_of_DOCKER_AUTH_CONFIG(string tool, string expected) =>
        await WithVariablesAsync(["DOCKER_AUTH_CONFIG"], async () =>
        {
            var program = _machine.WriteProgram("bin/tool", "echo \"${DOCKER_AUTH_CONFIG:-none}\"");

            Assert.Equal(expected, await new ToolLogin(Enum.Parse<Logins.LoginTool>(tool), program).LogOutAsync(Support.Hosts.EuWest1, TestContext.Current.CancellationToken));
        });

    public void Dispose() => _machine.Dispose();

    private static async Task WithVariablesAsync(string[] names, Func<Task> act)
    {
        var before = names.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        try
        {
            Array.ForEach(names, name => Environment.SetEnvironmentVariable(name, "c4n4ry"));
            await act();
        }
        finally
        {
            Array.ForEach(names, name => Environment.SetEnvironmentVariable(name, before[name]));
        }
    }

    private static Task<ChildResult> RunAsync(ChildCommand command) =>
        ChildProcess.RunAsync(command, TimeProvider.System, TestContext.Current.CancellationToken).WaitAsync(Timeout, TestContext.Current.CancellationToken);
}
