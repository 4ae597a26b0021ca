using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Analytics.Runtime.Inference;

/// <summary>
/// Listens to the faults that ONNX Runtime logs on this thread: which library a device lacks it says there alone, not in its exception.
/// Without a listener they go to standard error.
/// </summary>
internal sealed partial class OnnxLog : IDisposable
{
    /// <summary>Takes a line of the log; native code calls it as long as the process lives.</summary>
    public static readonly DOrtLoggingFunction Writer = (_, _, _, _, _, message) => Take(message);

    [ThreadStatic]
    private static OnnxLog? _listener;

    private string _heard = "";

    private OnnxLog()
    {
    }

    /// <summary>Listens from now on.</summary>
    public static OnnxLog Listen() => _listener = new OnnxLog();

    /// <summary>Why something failed: a library that is missing, else what its exception says.</summary>
    public string Reason(string exception) =>
        MissingLibrary().Match(_heard) is { Success: true } missing ? $"the library {missing.Groups["name"].Value} is missing." : exception;

    /// <summary>Listens no more.</summary>
    public void Dispose() => _listener = null;

    private static void Take(string message)
    {
        if (_listener is { } listener)
        {
            listener._heard = message;
        }
        else
        {
            Console.Error.WriteLine($"ONNX Runtime: {message.Trim()}");
        }
    }

    [GeneratedRegex(@"(?<name>[^\s/]+\.so[.\d]*): cannot open shared object file")]
    private static partial Regex MissingLibrary();
}
