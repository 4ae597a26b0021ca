using System.Text.Json;
using Analytics.Cli;
using Analytics.Cli.Terminal;
using Analytics.Host;
using Analytics.Host.Commands;
using Analytics.Host.Commands.Dlq;
using Analytics.Host.Watch;
using Spectre.Console;
using Xunit;

namespace Analytics.Tests.Cli.Terminal;

/// <summary>What strangers wrote does nothing to the terminal of who reads it.</summary>
public sealed class TerminalTextSpec
{
    [Theory]
    [InlineData("Jürgen Šarić, 李小龍, می‌خواهم, 👩‍🚀\tgate", "Jürgen Šarić, 李小龍, می‌خواهم, 👩‍🚀\tgate")]
    [InlineData("\u001b]0;owned\u0007\u001b[2J", @"\u001b]0;owned\u0007\u001b[2J")]
    [InlineData("lobby\rgate\nerror: all is lost", @"lobby\u000dgate\u000aerror: all is lost")]
    [InlineData("a\u2028b\u2029c\u0085d\u009b31m\u007f", @"a\u2028b\u2029c\u0085d\u009b31m\u007f")]
    [InlineData("rtsp://\u202eevil\u2066\u200f", @"rtsp://\u202eevil\u2066\u200f")]
    [InlineData("\uFEFFa\u200bb", @"\ufeffa\u200bb")]
    public void What_a_terminal_would_obey_is_shown_and_letters_stay(string text, string shown) =>
        Assert.Equal(shown, TerminalText.Line(text));

    [Fact]
    public void Half_a_letter_becomes_a_sign_for_it() => Assert.Equal("a\ufffdb", TerminalText.Line("a\ud800b\u001b")[..3]);

    [Fact]
    public void Credentials_stay_masked_where_a_line_was_broken_to_hide_them()
    {
        var written = new StringWriter();

        new StandardError(written, AnsiConsole.Console, interactive: false).WriteLine("rtsp://admin:hun\nter2@gate/1\u001b[2J");

        Assert.Equal("rtsp://***@gate/1\\u001b[2J\n", written.ToString());
    }

    [Fact]
    public async Task An_error_and_an_answer_of_a_command_are_lines_whatever_is_in_them()
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        System.CommandLine.Command command = new("show");
        HostCommand.Runs(command, _ => 0, async (_, context, _) =>
        {
            await context.Error.WriteLineAsync("said by \u001b[31mthe broker");
            throw new Analytics.Contracts.InvalidException("no \u202ecamera\r'x'");
        });

        var code = await CommandRunner.RunAsync(
            AnalyticsCommand.Create(command), ["show"], output, error, TestContext.Current.CancellationToken);

        Assert.Equal(2, code);
        Assert.Equal("said by \\u001b[31mthe broker\nerror: no \\u202ecamera\\u000d'x'\n", error.ToString());
    }

    [Fact]
    public void An_answer_is_cleaned_in_lines_and_whole_in_JSON()
    {
        const string id = "0/1\r\u001b]0;x\u0007";
        var output = new StringWriter();
        CommandContext context = new(new(), false, output, TextWriter.Null);

        DlqAnswers.Write(context, OutputFormat.Text, new ReplayedAnswer([id]), answer => answer.Replayed);
        Assert.Equal("0/1\\u000d\\u001b]0;x\\u0007\n", output.ToString());

        output.GetStringBuilder().Clear();
        DlqAnswers.Write(context, OutputFormat.Json, new ReplayedAnswer([id]), answer => answer.Replayed);
        Assert.Equal(id, JsonDocument.Parse(output.ToString()).RootElement.GetProperty("replayed")[0].GetString());
        Assert.DoesNotContain('\u001b', output.ToString());
    }

    [Fact]
    public void Names_in_the_table_are_words()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });

        console.Write(LiveTable.Draw([new("ga\u001b[1Ate", "streaming", 25, 5, 0, 0, 0, "Mon\u202eica")]));

        Assert.DoesNotContain(text.ToString(), letter => letter is '\u001b' or '\u202e');
    }
}
