using System.Net;
using Analytics.Contracts;
using Analytics.Ingest.Links;
using Xunit;

namespace Analytics.Tests.Ingest.Links;

public sealed class DestinationsSpec
{
    [Theory]
    [InlineData("gate.example", "GATE.example", null, 554, true)]
    [InlineData("gate.example", "gate.example.evil", null, 554, false)]
    [InlineData("gate.example:8554", "gate.example", null, 8554, true)]
    [InlineData("gate.example:8554", "gate.example", null, 554, false)]
    [InlineData("*.example", "a.b.example", null, 554, true)]
    [InlineData("*.example", "example", null, 554, false)]
    [InlineData("10.0.0.0/8", "10.1.2.3", "10.1.2.3", 554, true)]
    [InlineData("10.0.0.0/8", "evil.example", null, 554, false)]
    [InlineData("10.0.0.0/8", "gate", "11.1.2.3", 554, false)]
    [InlineData("10.0.0.7", "10.0.0.7", "10.0.0.7", 80, true)]
    [InlineData("10.0.0.7:80", "10.0.0.7", "10.0.0.7", 81, false)]
    [InlineData("fd00::/8", "fd00::7", "fd00::7", 554, true)]
    [InlineData("[fd00::7]:8554", "fd00::7", "fd00::7", 8554, true)]
    public void A_host_is_named_by_its_name_its_address_or_its_network(
        string entry, string host, string? address, int port, bool isNamed) =>
        Assert.Equal(isNamed, Destinations.Parse([entry], "X").Contain(host, address is null ? null : IPAddress.Parse(address), port));

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0.0/99")]
    [InlineData("gate:port")]
    [InlineData("a b")]
    [InlineData("*.")]
    public void What_is_neither_host_nor_network_is_named_with_its_option(string entry)
    {
        var error = Assert.ThrowsAny<FailureException>(() => Destinations.Parse([entry], "Ingest:AllowedHosts"));

        Assert.Contains($"'{entry}' in Ingest:AllowedHosts", error.Message, StringComparison.Ordinal);
    }
}
