using System.Runtime.InteropServices;
using Analytics.Cli;
using Xunit;

namespace Analytics.Tests.Cli;

public sealed class ShutdownSpec
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task What_a_callback_of_the_cancellation_throws_reaches_who_disposes()
    {
        var shutdown = new Shutdown();
        var called = false;
        shutdown.Requested.Register(() => called = true);
        shutdown.Requested.Register(() => throw new InvalidOperationException("nobody thought of it"));

        shutdown.Handle(new PosixSignalContext(PosixSignal.SIGTERM));

        var thrown = await Assert.ThrowsAsync<AggregateException>(
            () => shutdown.DisposeAsync().AsTask().WaitAsync(Timeout, TestContext.Current.CancellationToken));
        Assert.Equal("nobody thought of it", Assert.Single(thrown.InnerExceptions).Message);
        Assert.True(called);
    }

    [Fact]
    public async Task A_callback_that_takes_its_time_is_waited_for()
    {
        var shutdown = new Shutdown();
        using ManualResetEventSlim mayEnd = new();
        shutdown.Requested.Register(() => Assert.True(mayEnd.Wait(Timeout)));
        shutdown.Handle(new PosixSignalContext(PosixSignal.SIGTERM));

        var disposing = shutdown.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        mayEnd.Set();

        await disposing.WaitAsync(Timeout, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_program_that_the_cancellation_itself_leads_to_its_end_ends()
    {
        var shutdown = new Shutdown();
        TaskCompletionSource cancelled = new(); // its continuation runs within the callback
        shutdown.Requested.Register(cancelled.SetResult);
        var program = ProgramAsync();

        shutdown.Handle(new PosixSignalContext(PosixSignal.SIGINT));

        await program.WaitAsync(Timeout, TestContext.Current.CancellationToken);

        async Task ProgramAsync()
        {
            await using (shutdown)
            {
                await cancelled.Task;
            }
        }
    }
}
