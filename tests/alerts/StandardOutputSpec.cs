using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Analytics.Alerts;
using Xunit;

namespace Analytics.Tests.Alerts;

public sealed partial class StandardOutputSpec : IDisposable
{
    private const int SetFlags = 4; // F_SETFL
    private const int NonBlocking = 2048; // O_NONBLOCK
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream _reader;
    private readonly StandardOutput _output;

    public StandardOutputSpec()
    {
        _reader = new(PipeDirection.In, _pipe.ClientSafePipeHandle);
        var descriptor = (int)_pipe.SafePipeHandle.DangerousGetHandle();
        Assert.Equal(0, Control(descriptor, SetFlags, NonBlocking));
        _output = new StandardOutput(descriptor);
    }

    public void Dispose()
    {
        _output.Dispose();
        _pipe.Dispose();
        _reader.Dispose();
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public void A_line_that_went_out_in_part_is_finished_and_the_next_one_stands_by_itself(string next)
    {
        Dictionary<string, string> lines = new() { ["first"] = new string('a', 200_000) + "\n", ["second"] = "b\n" };

        Assert.Throws<IOException>(() => _output.Write(Encoding.ASCII.GetBytes(lines["first"])));
        var begin = Read();
        Assert.InRange(begin.Length, 1, 199_999);

        List<string> parts = [begin];
        while (!TryWrite(lines[next]))
        {
            Assert.True(parts.Count < 100, "It begins the line anew each time.");
            parts.Add(Read());
        }

        parts.Add(Read());
        Assert.Equal(next == "first" ? lines["first"] : lines["first"] + lines["second"], string.Concat(parts));
    }

    private bool TryWrite(string line)
    {
        try
        {
            _output.Write(Encoding.ASCII.GetBytes(line));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string Read()
    {
        var bytes = new byte[1 << 17];
        return Encoding.ASCII.GetString(bytes, 0, _reader.Read(bytes));
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Control(int descriptor, int command, int argument);
}
