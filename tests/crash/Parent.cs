using Analytics.Contracts.Processes;

namespace Analytics.Tests.Crash;

/// <summary>A process with a child.</summary>
internal static class Parent
{
    /// <summary>Starts <paramref name="program"/> (a <c>sleep</c>) on a thread that ends, says the child's id, and stays.</summary>
    public static int WaitToBeKilled(string program)
    {
        var thread = new Thread(() =>
        {
            using var child = ChildProcess.Start(new ChildCommand(program, ["600"]));
            Console.WriteLine(child.Id);
        });
        thread.Start();
        thread.Join();
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
