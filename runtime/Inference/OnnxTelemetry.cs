using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Analytics.Runtime.Inference;

/// <summary>
/// Keeps ONNX Runtime from calling home. Since 1.31 it looks up a host of its makers, keeps a device id and a queue in the user's cache and
/// sends from there, unless a variable is set when its library is loaded.
/// </summary>
internal static class OnnxTelemetry
{
    /// <summary>The variable.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>
    /// Turns it off, whatever the environment says. It runs by itself before the first use of this assembly, and so in every program before
    /// the library is loaded.
    /// </summary>
    [SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries", Justification =
        "No program may forget it: the library calls home as soon as it is loaded.")]
    [ModuleInitializer]
    public static void TurnOff() => NativeEnvironment.Set(Variable, "1");
}
