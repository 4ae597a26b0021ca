using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Analytics.Tests.Repo;

/// <summary>The script behind <c>make demo</c>, to its end.</summary>
[Collection(Alone.Name)]
public sealed class DemoSpecs
{
    [Fact]
    public async Task The_demo_names_all_six_and_leaves_a_video()
    {
        var data = TestData.Folder;
        RtspServer.SkipUnlessInstalled();

        var (code, output, errors) = await RunAsync(data);

        Assert.True(code == 0, errors);
        Assert.Contains("People:          Chandler, Joey, Monica, Phoebe, Rachel, Ross\n", output, StringComparison.Ordinal);
        var video = new FileInfo(Repository.File("artifacts/demo/annotated.mp4"));
        Assert.True(video.Exists && video.Length > 100_000, $"{video.FullName} is missing, or all but empty.");
    }

    [Fact]
    public async Task Without_test_data_the_demo_says_what_it_needs()
    {
        var (code, _, errors) = await RunAsync(data: "");

        Assert.Equal(1, code);
        Assert.StartsWith("error: the demo needs a folder of test data. Set ANALYTICS_TEST_DATA ", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string data)
    {
        using var demo = Process.Start(new ProcessStartInfo(Repository.File("ops/demo"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ANALYTICS_TEST_DATA"] = data, ["DEMO_PORT"] = RtspServer.FreePort().ToString(CultureInfo.InvariantCulture),
            },
        })!;
        var (output, errors) = (demo.StandardOutput.ReadToEndAsync(), demo.StandardError.ReadToEndAsync());
        try
        {
            await demo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            if (!demo.HasExited)
            {
                demo.Kill(entireProcessTree: true);
            }
        }

        return (demo.ExitCode, await output, await errors);
    }
}
