using System.Diagnostics;
using Analytics.Cli;
using Analytics.Contracts;
using Analytics.Host;
using Analytics.Host.Commands;
using Xunit;

namespace Analytics.Tests.Cli;

[FullTier]
public sealed class OutputFileSpec : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_output_is_never_an_input_by_whatever_name_and_whatever_was_asked()
    {
        var input = Written("clip.mp4");
        var (link, second) = (_folder.File("link.mp4"), _folder.File("second.mp4"));
        File.CreateSymbolicLink(link, input);
        using (var hardLink = Process.Start("/usr/bin/ln", [input, second]))
        {
            hardLink.WaitForExit();
        }

        Assert.All([input, link, second, Path.Combine(_folder.Path, ".", "clip.mp4")], output =>
        {
            Refused(
                $"--annotate: '{output}' is already used by this command",
                () => OutputFile.Check("--annotate", output, ["other", input], overwrite: true));
            Refused("would be overwritten", () => OutputFile.CheckAppended("--alerts", output, [input]));
        });
    }

    [Fact]
    public void What_is_there_is_replaced_when_that_was_asked_for()
    {
        var output = Written("annotated.mp4");

        Refused(
            "already exists. Name another file, or replace it with --overwrite.",
            () => OutputFile.Check("--annotate", output, [], overwrite: false));
        OutputFile.Check("--annotate", output, [], overwrite: true);
        OutputFile.CheckAppended("--alerts", output, []);
    }

    [Fact]
    public void A_file_that_is_empty_or_not_there_and_a_device_are_written_to()
    {
        File.WriteAllText(_folder.File("empty"), "");

        Assert.All([_folder.File("empty"), _folder.File("new"), "/dev/null"],
            output => OutputFile.Check("--sheet", output, ["/dev/null"], overwrite: false));
    }

    [Fact]
    public void Two_outputs_are_not_one_file_though_it_is_not_there_yet()
    {
        var output = _folder.File("new");

        Refused(
            $"--annotate: '{output}' is already used by this command",
            () => OutputFile.Check("--annotate", output, [Path.Combine(_folder.Path, ".", "new")], overwrite: true));
        OutputFile.Check("--annotate", output, [_folder.File("other")], overwrite: false);
    }

    [Fact]
    public void Files_that_settings_name_are_inputs()
    {
        AnalyticsOptions options = new() { Cluster = new() { KeyFile = "node.key" }, Gallery = new() { MasterKeyFile = "master.key" } };

        Assert.Equal(["site.json", "master.key", "node.key"], HostCommand.InputsOf(options, "site.json"));
        Assert.Empty(HostCommand.InputsOf(new AnalyticsOptions(), null));
    }

    private static void Refused(string reason, Action check) =>
        Assert.Contains(reason, Assert.ThrowsAny<FailureException>(check).Message, StringComparison.Ordinal);

    private string Written(string name)
    {
        File.WriteAllText(_folder.File(name), "something");
        return _folder.File(name);
    }
}
