#!/usr/bin/env python3
"""Calls an endpoint with the field's gRPC library. Usage: grpc_client.py ADDRESS FOLDER, where FOLDER holds the messages that protoc made.

Prints one JSON object; the test compares it with what the model says.
"""
import json
import struct
import sys

import grpc

sys.path.insert(0, sys.argv[2])
import open_inference_pb2 as oip  # noqa: E402

SERVICE = "/inference.GRPCInferenceService/"
channel = grpc.insecure_channel(sys.argv[1], options=[("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)])


def call(name, request, answer, timeout=20, metadata=None):
    stub = channel.unary_unary(SERVICE + name, type(request).SerializeToString, answer.FromString)
    return stub(request, timeout=timeout, metadata=metadata)


def refusal(name, request, answer, **how):
    try:
        call(name, request, answer, **how)
        return None
    except grpc.RpcError as error:
        return [error.code().name, error.details()]


def infer(raw, rows=3, model="flights", version="", id="g-1", **more):
    request = oip.ModelInferRequest(model_name=model, model_version=version, id=id)
    columns = [("distance", "FP64", [100.5, 900.0, 33.0], "fp64_contents", "d"), ("hour", "INT32", [5, 6, 23], "int_contents", "i"),
               ("weekend", "BOOL", [True, False, True], "bool_contents", "?"), ("noise", "FP32", [0.5, 0.25, 0.75], "fp32_contents", "f")]
    for name, datatype, values, field, letter in columns:
        values = values[:rows]
        tensor = request.inputs.add(name=name, datatype=datatype, shape=[len(values)])
        if raw:
            request.raw_input_contents.append(struct.pack(f"<{len(values)}{letter}", *values))
        else:
            getattr(tensor.contents, field).extend(values)
    return request


answers = {}
answers["live"] = call("ServerLive", oip.ServerLiveRequest(), oip.ServerLiveResponse).live
answers["ready"] = call("ServerReady", oip.ServerReadyRequest(), oip.ServerReadyResponse).ready
answers["modelReady"] = call("ModelReady", oip.ModelReadyRequest(name="flights", version="3"), oip.ModelReadyResponse).ready
server = call("ServerMetadata", oip.ServerMetadataRequest(), oip.ServerMetadataResponse)
answers["server"] = [server.name, sorted(server.extensions)]
model = call("ModelMetadata", oip.ModelMetadataRequest(name="flights"), oip.ModelMetadataResponse)
answers["inputs"] = [[tensor.name, tensor.datatype, list(tensor.shape)] for tensor in model.inputs]
answers["versions"] = list(model.versions)

raw = call("ModelInfer", infer(True), oip.ModelInferResponse)
answers["raw"] = list(struct.unpack(f"<{len(raw.raw_output_contents[0]) // 8}d", raw.raw_output_contents[0]))
answers["rawOutput"] = [raw.id, raw.model_name, raw.model_version, raw.outputs[0].name, raw.outputs[0].datatype, list(raw.outputs[0].shape)]
typed = call("ModelInfer", infer(False), oip.ModelInferResponse)
answers["typed"] = list(typed.outputs[0].contents.fp64_contents)
many = 20000
request = oip.ModelInferRequest(model_name="flights")
for name, datatype, value, letter in [("distance", "FP64", 500.0, "d"), ("hour", "INT32", 7, "i"), ("weekend", "BOOL", True, "?"), ("noise", "FP32", 0.5, "f")]:
    request.inputs.add(name=name, datatype=datatype, shape=[many, 1])
    request.raw_input_contents.append(struct.pack(f"<{many}{letter}", *[value] * many))
answers["many"] = len(call("ModelInfer", request, oip.ModelInferResponse).raw_output_contents[0])

lacking = infer(True)
del lacking.inputs[1], lacking.raw_input_contents[1]
short = infer(True)
short.raw_input_contents[0] = short.raw_input_contents[0][:-1]
huge = oip.ModelInferRequest(model_name="flights", raw_input_contents=[bytes(65 << 20)])
answers["refusals"] = {
    "model": refusal("ModelInfer", infer(True, model="other"), oip.ModelInferResponse),
    "version": refusal("ModelInfer", infer(True, version="9"), oip.ModelInferResponse),
    "lacking": refusal("ModelInfer", lacking, oip.ModelInferResponse),
    "short": refusal("ModelInfer", short, oip.ModelInferResponse),
    "empty": refusal("ModelInfer", oip.ModelInferRequest(model_name="flights"), oip.ModelInferResponse),
    "call": refusal("ModelExplain", oip.ServerLiveRequest(), oip.ServerLiveResponse),
    "huge": refusal("ModelInfer", huge, oip.ModelInferResponse),
    "deadline": refusal("ModelInfer", infer(True), oip.ModelInferResponse, timeout=1e-6),
}
index = call("RepositoryIndex", oip.RepositoryIndexRequest(), oip.RepositoryIndexResponse)
answers["index"] = [[entry.name, entry.version, entry.state] for entry in index.models]
call("RepositoryModelUnload", oip.RepositoryModelUnloadRequest(model_name="flights"), oip.RepositoryModelUnloadResponse)
answers["unloaded"] = refusal("ModelInfer", infer(True), oip.ModelInferResponse)
call("RepositoryModelLoad", oip.RepositoryModelLoadRequest(model_name="flights"), oip.RepositoryModelLoadResponse)
answers["again"] = list(call("ModelInfer", infer(False), oip.ModelInferResponse).outputs[0].contents.fp64_contents)

# Many calls at once on one connection.
stub = channel.unary_unary(SERVICE + "ModelInfer", oip.ModelInferRequest.SerializeToString, oip.ModelInferResponse.FromString)
pending = [stub.future(infer(True, id=f"m-{i}"), timeout=20) for i in range(200)]
answers["multiplexed"] = sum(call.result().id == f"m-{i}" for i, call in enumerate(pending))
json.dump(answers, sys.stdout)
