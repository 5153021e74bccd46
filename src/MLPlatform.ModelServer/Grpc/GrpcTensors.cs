using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Frames.Json;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Grpc.Messages;
using MLPlatform.ModelServer.Protocols;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Grpc;

/// <summary>Tensors of gRPC messages: raw bytes go straight into columns, typed contents by way of the same bytes.</summary>
internal static class GrpcTensors
{
    /// <exception cref="PlatformException">Anything that is wrong with the request.</exception>
    public static BoundRequest Bind(ModelInferRequest request, RequestSchema schema, TimeSpan? within)
    {
        var raw = request.RawInputContents;
        if (raw.Count > 0 && raw.Count != request.Inputs.Count)
            throw JsonText.Bad($"There are {request.Inputs.Count} inputs and {raw.Count} raw contents.", "Give every input raw, or every input typed.");
        if (request.Inputs.Count == 0)
            throw JsonText.Bad("The request has no `inputs`.");
        var columns = new RequestColumns(schema);
        var rows = -1L;
        for (var i = 0; i < request.Inputs.Count; i++)
        {
            var input = request.Inputs[i];
            if (raw.Count > 0 && input.Contents is not null)
                throw JsonText.Bad($"Input `{input.Name}` is given raw and typed.");
            var (datatype, bytes) = raw.Count > 0 ? (input.Datatype, raw[i].Memory) : Typed(input);
            TensorBinding.Add(schema, columns, input.Name, datatype, input.Shape, bytes.Span, ref rows);
        }

        var parameters = request.Parameters;
        return new BoundRequest(columns.Build((int)rows), (int)rows)
        {
            Id = request.Id.Length == 0 ? null : request.Id,
            At = parameters.TryGetValue("at", out var at) ? at.ParameterChoiceCase == InferParameter.ParameterChoiceOneofCase.StringParam ? RequestParameters.Time(at.StringParam) : at.Int64Param : null,
            Explain = parameters.TryGetValue("explain", out var explain) && explain.BoolParam,
            Within = within,
            Outputs = request.Outputs.Count == 0 ? null : [.. request.Outputs.Select(output => output.Name)],
        };
    }

    /// <param name="raw">Answer in raw bytes, as the request was given.</param>
    public static ModelInferResponse Answer(ServedModel model, Prediction prediction, bool raw)
    {
        var answer = new ModelInferResponse { ModelName = model.Name, ModelVersion = model.Version, Id = prediction.Id };
        if (prediction.Lookups.Count > 0)
            answer.Parameters["features"] = new InferParameter { StringParam = LookupReport.ToJson(model, prediction) };
        foreach (var column in OpenInferenceResponse.Outputs(model, prediction))
        {
            var output = new ModelInferResponse.Types.InferOutputTensor { Name = column.Name, Datatype = TensorJson.TypeOf(column.Type), Shape = { column.Length } };
            if (raw)
                answer.RawOutputContents.Add(RawOf(column));
            else
                output.Contents = TypedOf(column);
            answer.Outputs.Add(output);
        }

        return answer;
    }

    private static ByteString RawOf(Column column)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(8, column.Length * 8));
        TensorBytes.Write(column, bytes);
        return UnsafeByteOperations.UnsafeWrap(bytes.WrittenMemory);
    }

    private static InferTensorContents TypedOf(Column column)
    {
        var contents = new InferTensorContents();
        switch (column)
        {
            case BoolColumn flags: contents.BoolContents.AddRange(Enumerable.Range(0, flags.Length).Select(row => flags[row])); break;
            case Column<int> ints: contents.IntContents.AddRange(ints.Values.ToArray()); break;
            case Column<long> longs: contents.Int64Contents.AddRange(longs.Values.ToArray()); break;
            case Column<float> floats: contents.Fp32Contents.AddRange(floats.Values.ToArray()); break;
            case Column<double> doubles: contents.Fp64Contents.AddRange(doubles.Values.ToArray()); break;
            case TextColumn texts: contents.BytesContents.AddRange(Enumerable.Range(0, texts.Length).Select(row => ByteString.CopyFrom(texts[row]))); break;
            default: throw new InvalidOperationException($"No tensor of {column.Type}.");
        }

        return contents;
    }

    // Narrow integers travel in 32 bits.
    private static (string Datatype, ReadOnlyMemory<byte> Bytes) Typed(ModelInferRequest.Types.InferInputTensor input)
    {
        var contents = input.Contents ?? throw JsonText.Bad($"Input `{input.Name}` has no contents.");
        return input.Datatype switch
        {
            "BOOL" => ("BOOL", contents.BoolContents.Select(flag => flag ? (byte)1 : (byte)0).ToArray()),
            "INT8" or "INT16" or "INT32" => ("INT32", Bytes(contents.IntContents)),
            "INT64" => ("INT64", Bytes(contents.Int64Contents)),
            "UINT8" or "UINT16" or "UINT32" => ("UINT32", Bytes(contents.UintContents)),
            "UINT64" => ("UINT64", Bytes(contents.Uint64Contents)),
            "FP32" => ("FP32", Bytes(contents.Fp32Contents)),
            "FP64" => ("FP64", Bytes(contents.Fp64Contents)),
            "BYTES" => ("BYTES", Texts(contents.BytesContents)),
            var other => throw new PlatformException(EndpointErrors.WrongShape, $"Input `{input.Name}` is typed contents of `{(other.Length <= 20 ? other : other[..20])}`.", "FP16 and BF16 have raw contents only."),
        };
    }

    private static byte[] Bytes<T>(RepeatedField<T> values)
        where T : unmanaged
    {
        var array = new T[values.Count];
        values.CopyTo(array, 0);
        return MemoryMarshal.AsBytes(array.AsSpan()).ToArray();
    }

    private static byte[] Texts(RepeatedField<ByteString> texts)
    {
        var bytes = new byte[texts.Sum(text => 4 + text.Length)];
        var at = 0;
        foreach (var text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), text.Length);
            text.Span.CopyTo(bytes.AsSpan(at + 4));
            at += 4 + text.Length;
        }

        return bytes;
    }
}
