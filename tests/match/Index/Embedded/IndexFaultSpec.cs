using System.Globalization;
using Analytics.Contracts;
using Analytics.Match.Index.Embedded;
using Analytics.Tests.Crash;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Matching.Index.Embedded;

[FullTier]
public sealed class IndexFaultSpec
{
    private const int Steps = 30;

    // Files of a few frames, so that sealing and compaction happen within a short history.
    private static readonly EmbeddedIndexOptions Options = CrashStep.Options;

    [Fact]
    public async Task A_power_cut_at_any_change_of_the_files_loses_nothing_acknowledged_and_leaves_nothing_half_done()
    {
        var cuts = int.Parse(Environment.GetEnvironmentVariable("ANALYTICS_TEST_POWER_CUTS") ?? "1000", CultureInfo.InvariantCulture);
        var happened = 0;
        for (var seed = 0; seed < cuts; seed++)
        {
            var files = new FaultyFiles(seed);
            files.FailAt(new Random(seed).Next(6, 120), Fault.PowerCut);
            var model = new CrashModel();
            var underWay = await RunAsync(files, model, seed);
            happened += underWay is null ? 0 : 1;
            files.Restart();
            await using var index = Open(files);
            await model.AssertHoldsAsync(index, underWay, $"seed {seed}");
            Assert.Null(await Step(seed, Steps).DoAsync(index));
        }

        Assert.True(happened > cuts / 2, $"the power failed in {happened} of {cuts} histories only");
    }

    [Fact]
    public Task A_full_disk_refuses_writes_keeps_answering_and_takes_writes_again_once_there_is_room() =>
        Gen.Select(Gen.Int[6, 60], Gen.Int[0, 100_000]).SampleAsync(
            async fault =>
            {
                var files = new FaultyFiles(fault.Item2);
                files.FailAt(fault.Item1, Fault.DiskFull);
                var model = new CrashModel();
                await using var index = Open(files);
                var refused = 0;
                for (var i = 0; i < Steps; i++)
                {
                    var step = Step(fault.Item2, i);
                    if (await step.DoAsync(index) is not { } unavailable)
                    {
                        await model.DoAsync(step);
                        continue;
                    }

                    refused++;
                    Assert.Contains("No space left", unavailable.Reason, StringComparison.Ordinal);
                    Assert.Null(await model.DifferenceAsync(index));
                    if (refused == 2)
                    {
                        files.Mend();
                    }
                }

                Assert.Null(await model.DifferenceAsync(index));
            },
            iter: 60, threads: 1);

    [Fact]
    public async Task After_a_failed_flush_nothing_more_is_written_and_opening_again_finds_what_was_acknowledged()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var files = new FaultyFiles(seed);
            files.FailAt(new Random(seed).Next(6, 60), Fault.FailedFlush);
            var model = new CrashModel();
            var underWay = await RunAsync(files, model, seed);
            files.Restart();
            await using var index = Open(files);
            await model.AssertHoldsAsync(index, underWay, $"seed {seed}");
        }
    }

    [Fact]
    public async Task A_flipped_bit_is_never_believed()
    {
        var files = new FaultyFiles(1);
        var model = new CrashModel();
        Dictionary<string, int> lengths;
        await using (var index = Open(files))
        {
            for (var i = 0; i < Steps; i++)
            {
                var step = Step(3, i);
                await step.DoAsync(index);
                await model.DoAsync(step);
            }

            // A flip in the very last frame looks like a write that was cut off: there is one behind those that are tried.
            Assert.Null((await index.CompactAsync(CancellationToken.None)).Unavailable); // nothing runs beside what follows
            lengths = files.List().ToDictionary(name => name, name => files.BytesOf(name).Length);
            var last = Step(3, Steps) with { Action = CrashAction.Upsert };
            Assert.Null(await last.DoAsync(index));
            await model.DoAsync(last);
        }

        var random = new Random(5);
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var name = lengths.Keys.Intersect(files.List()).Where(file => file.EndsWith(".log", StringComparison.Ordinal))
                .OrderBy(_ => random.Next()).First();
            var flipped = files.WithFlippedBit(name, random.Next(Math.Min(lengths[name], files.BytesOf(name).Length)), random.Next(8));
            refused += await IsRefusedOrHarmlessAsync(flipped, model) ? 1 : 0;
        }

        Assert.True(refused > 150, $"only {refused} of 300 flips were refused");
    }

    [Fact]
    public async Task A_file_that_is_cut_in_the_middle_of_its_history_is_refused_with_the_remedy()
    {
        var files = new FaultyFiles(1);
        await using (var index = Open(files))
        {
            for (var i = 0; i < 3 * Steps; i++)
            {
                await Step(4, i).DoAsync(index);
            }
        }

        var first = files.List().Where(file => file.EndsWith(".log", StringComparison.Ordinal)).Order(StringComparer.Ordinal).First();
        files.Cut(first, files.BytesOf(first).Length - 64);

        var error = Assert.ThrowsAny<FailureException>(() => Open(files));

        Assert.Contains(first, error.Message, StringComparison.Ordinal);
        Assert.Contains("index rebuild", error.Shown(), StringComparison.Ordinal);
    }

    // The steps until the files fail; the one that was not acknowledged.
    private static async Task<CrashStep?> RunAsync(FaultyFiles files, CrashModel model, int seed)
    {
        EmbeddedFaceIndex index;
        try
        {
            index = Open(files);
        }
        catch (IOException)
        {
            return null;
        }

        await using (index)
        {
            for (var i = 0; i < Steps; i++)
            {
                var step = Step(seed, i);
                if (await step.DoAsync(index) is not null)
                {
                    return step;
                }

                await model.DoAsync(step);
            }
        }

        return null;
    }

    private static async Task<bool> IsRefusedOrHarmlessAsync(FaultyFiles files, CrashModel model)
    {
        try
        {
            await using var index = Open(files);
            var difference = await model.DifferenceAsync(index);
            Assert.True(difference is null || difference.Contains("damaged", StringComparison.Ordinal), difference);
            return difference is not null;
        }
        catch (FailureException error)
        {
            Assert.Contains("index rebuild", error.Shown(), StringComparison.Ordinal);
            return true;
        }
    }

    private static CrashStep Step(int seed, int i) => CrashStep.Number(1000 * seed + i, people: 12, most: 60);

    private static EmbeddedFaceIndex Open(FaultyFiles files) => EmbeddedFaceIndex.Open(files, CrashStep.Collection, Options);
}
