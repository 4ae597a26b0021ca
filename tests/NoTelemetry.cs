using System.Runtime.CompilerServices;

namespace Analytics.Tests;

/// <summary>The platform that runs the specs sends its makers what it ran, unless a variable is set before it starts.</summary>
internal static class NoTelemetry
{
    internal const string Variable = "TESTINGPLATFORM_TELEMETRY_OPTOUT";

    [ModuleInitializer]
    internal static void TurnOff() => Environment.SetEnvironmentVariable(Variable, "1");
}
