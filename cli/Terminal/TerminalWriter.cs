using System.Text;

namespace Analytics.Cli.Terminal;

/// <summary>
/// Writes lines for people: each text goes through <see cref="TerminalText"/>, so that it cannot become more than one line.
/// </summary>
/// <param name="inner">Takes what is written; stays open.</param>
internal sealed class TerminalWriter(TextWriter inner) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <inheritdoc/>
    public override void Write(char value) => inner.Write(value);

    /// <inheritdoc/>
    public override void Write(string? value) => inner.Write(TerminalText.Line(value ?? ""));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => inner.WriteLine(TerminalText.Line(value ?? ""));

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value) => inner.WriteLineAsync(TerminalText.Line(value ?? ""));

    /// <inheritdoc/>
    public override void Flush() => inner.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync() => inner.FlushAsync();
}
