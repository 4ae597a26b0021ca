using System.Diagnostics;
using System.Globalization;
using Analytics.Contracts.Processes;
using Analytics.Match.Index.Embedded;
using Analytics.Tests.Crash;
using Xunit;

namespace Analytics.Tests.Matching.Index.Embedded;

[FullTier]
public sealed class KilledWriterSpec(FolderFixture folder) : IClassFixture<FolderFixture>
{
    [Fact]
    public async Task A_writer_killed_at_any_moment_has_lost_nothing_that_it_acknowledged_and_invented_nothing()
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("ANALYTICS_TEST_KILLS") ?? "40", CultureInfo.InvariantCulture);
        var random = new Random(7);
        var (path, model, next) = (folder.Create("killed"), new CrashModel(), 0);
        for (var kill = 0; kill < kills; kill++)
        {
            var said = await WriteUntilKilledAsync(path, next, TimeSpan.FromMilliseconds(random.Next(120)));
            var done = said.Where(line => line.StartsWith("done", StringComparison.Ordinal)).Select(NumberOf).ToList();
            foreach (var number in done)
            {
                await model.DoAsync(Step(number));
            }

            var begun = said.Where(line => line.StartsWith("begin", StringComparison.Ordinal)).Select(NumberOf).DefaultIfEmpty(next - 1)
                .Last();
            var underWay = begun >= next && !done.Contains(begun) ? Step(begun) : null;
            await using var index = EmbeddedFaceIndex.Open(path, CrashStep.Collection, CrashStep.Options);
            await model.AssertHoldsAsync(index, underWay, $"after kill {kill}, step {begun}");
            next = begun + 1;
        }

        Assert.True(next > kills, "hardly a step was taken between the kills");
    }

    private static CrashStep Step(int number) => CrashStep.Number(number, people: 60, most: 120);

    private static int NumberOf(string line) =>
        int.Parse(line.AsSpan(line.IndexOf(' ', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    // From the first step on, so that the start of the process is not what is killed most.
    private static async Task<List<string>> WriteUntilKilledAsync(string path, int next, TimeSpan after)
    {
        var start = new ProcessStartInfo(
            ProgramPath.Find("dotnet", "Install it."))
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Analytics.Tests.Crash.dll"));
        start.ArgumentList.Add(path);
        start.ArgumentList.Add(next.ToString(CultureInfo.InvariantCulture));
        using var process = Process.Start(start)!;
        List<string> said = [];
        Task? killing = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            killing ??= Task.Delay(after).ContinueWith(_ => process.Kill(), TaskScheduler.Default);
        }

        await process.WaitForExitAsync();
        Assert.True(killing is not null, await process.StandardError.ReadToEndAsync());
        await killing;
        Assert.True(process.ExitCode == 137, $"ended by itself with {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
        return said;
    }
}
