using Analytics.Host.Commands.Models;
using Analytics.Runtime.Inference;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Host.Commands.Models;

public sealed class ModelVerifySpec : IDisposable
{
    private static readonly ModelCard Card = ModelCatalog.BuiltIn.Card("mobilefacenet-se", ModelTask.Embed);
    private static readonly InferenceOptions Cpu = new() { Device = InferenceDevice.Cpu };

    private readonly TempFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public void Dispose()
    {
        _output.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_model_whose_file_and_answers_are_right_is_good()
    {
        Assert.Equal(0, Verify(Card));
        Assert.Equal("good mobilefacenet-se: the file and what cpu computes (1 outputs)\n", _output.ToString());
    }

    [Fact]
    public void A_model_without_golden_answers_is_said_to_be_unchecked()
    {
        Assert.Equal(0, Verify(Card with { Golden = null }));
        Assert.Equal(
            "good mobilefacenet-se: the file; there are no golden answers, so what this machine computes is not checked\n",
            _output.ToString());
    }

    [Fact]
    public void A_model_that_this_machine_computes_wrongly_is_named_with_device_and_remedy()
    {
        var output = Card.Golden!.Outputs[0];
        var wrong = Card.Golden with { Outputs = [output with { Mean = 1.1f * output.Mean }] };
        Assert.Equal(3, Verify(Card with { Golden = wrong }));
        Assert.StartsWith("wrong mobilefacenet-se: ", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("on device 'cpu' of this machine: output 'embedding' holds", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_altered_file_is_not_run()
    {
        Assert.Equal(3, Verify(Card with { Sha256 = new string('0', 64) }));
        Assert.StartsWith("altered mobilefacenet-se: delete ", _output.ToString(), StringComparison.Ordinal);
    }

    private int Verify(ModelCard card) =>
        new ModelCommands(new ModelStore(_folder.Path, new ModelCatalog([card], [])), _output, TextWriter.Null)
            .Verify(Cpu, NullLogger.Instance);
}
