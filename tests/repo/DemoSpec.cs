using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Analytics.Tests.Repo;

/// <summary>The script behind <c>make demo</c>, to its end.</summary>
[Collection(Alone.Name)]
[FullTier]
public sealed class DemoSpec
{
    [Fact]
    public async Task The_demo_names_whom_it_should_without_any_test_data()
    {
        RtspServer.SkipUnlessInstalled();

        var (code, output, errors) = await RunAsync();

        Assert.True(code == 0, output + errors);
        Assert.Contains(" appearances of enrolled people identified, 0 wrong, ", output, StringComparison.Ordinal);
        foreach (var name in (string[])["annotated.127_0_0_1-camera-1.mp4", "annotated.camera-2.mp4", "alerts.png"])
        {
            var file = new FileInfo(Repository.File($"artifacts/demo/{name}"));
            Assert.True(file.Exists && file.Length > 50_000, $"{file.FullName} is missing, or all but empty.");
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync()
    {
        using var demo = Process.Start(new ProcessStartInfo(Repository.File("ops/demo"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ANALYTICS_TEST_DATA"] = "", ["ANALYTICS_MODELS"] = "/nowhere",
                ["DEMO_PORT"] = RtspServer.FreePort().ToString(CultureInfo.InvariantCulture),
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
