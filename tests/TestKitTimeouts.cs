namespace Analytics.Tests;

/// <summary>
/// How long specs of actors wait for a message: longer than Akka's three seconds, for the machine may have other work to do.
/// </summary>
internal static class TestKitTimeouts
{
    public const string Hocon = "akka.test { single-expect-default = 20s, default-timeout = 20s }\n";
}
